package io.penstock.tcp.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of {@link TcpInfoProbe}, by the C library of this process. Safe for any thread. Linked when first
 * used, which takes a third of a second; each returns what C returns, 0 for success.
 */
final class LinuxCalls {

    // Linux' numbers, the same on all its architectures.
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_USER_TIMEOUT = 18;

    // This one is another on MIPS, PowerPC and SPARC: those do not know what is queued.
    private static final long SIOCOUTQ = 0x5411;
    private static final boolean IOCTLS_OF_THEIR_OWN =
            System.getProperty("os.arch").toLowerCase(java.util.Locale.ROOT).matches("mips.*|ppc.*|sparc.*");

    private static final MethodHandle GETSOCKOPT =
            link("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            link("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            link("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETPEERNAME =
            link("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle IOCTL = link(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    private LinuxCalls() {}

    @SuppressWarnings("restricted") // nobody comes here without Module.isNativeAccessEnabled
    private static MethodHandle link(String function, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup()
                .find(function)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + function));
        return linker.downcallHandle(address, type, options);
    }

    static int tcpInfo(int descriptor, MemorySegment info, MemorySegment length) {
        try {
            return (int) GETSOCKOPT.invokeExact(descriptor, IPPROTO_TCP, TCP_INFO, info, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setUserTimeout(int descriptor, MemorySegment millis) {
        try {
            return (int) SETSOCKOPT.invokeExact(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, millis, Integer.BYTES);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int queued(int descriptor, MemorySegment bytes) {
        if (IOCTLS_OF_THEIR_OWN) {
            return -1;
        }
        try {
            return (int) IOCTL.invokeExact(descriptor, SIOCOUTQ, bytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int localAddress(int descriptor, MemorySegment address, MemorySegment length) {
        try {
            return (int) GETSOCKNAME.invokeExact(descriptor, address, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int remoteAddress(int descriptor, MemorySegment address, MemorySegment length) {
        try {
            return (int) GETPEERNAME.invokeExact(descriptor, address, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }
}
