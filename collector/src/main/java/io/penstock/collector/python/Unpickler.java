package io.penstock.collector.python;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of a pickle of any protocol from 0 to 5: null, Boolean, Long, BigInteger, Double, String, byte[], List and Map. Calls and imports nothing. Not
 * safe for concurrent use.
 *
 * <p>An object of a class is a {@link Placeholder} with the class's name, and so is what a few constructors that are known to be harmless
 * would make (dates, decimals); a call of anything else refuses the pickle.
 */
final class Unpickler {

    /*
     * The instructions are those of Lib/pickletools.py. Each value takes at least one byte of the pickle, so memory is bounded by the length of the
     * frame, but for what the memo repeats: it holds references, and a list may contain itself. Whoever walks through the result bounds
     * depth and size.
     */

    /** What an object that we do not make would have been. */
    record Placeholder(String className) {}

    /** Their arguments are data, and calling them makes data. */
    private static final Set<String> HARMLESS = Set.of(
            "datetime.datetime",
            "datetime.date",
            "datetime.time",
            "datetime.timedelta",
            "datetime.timezone",
            "decimal.Decimal",
            "fractions.Fraction",
            "uuid.UUID",
            "uuid.SafeUUID",
            "collections.OrderedDict",
            "collections.deque",
            "pathlib.PosixPath",
            "pathlib.PurePosixPath",
            "pathlib.WindowsPath",
            "ipaddress.IPv4Address",
            "ipaddress.IPv6Address",
            "_codecs.encode");

    /** Makes an object of the class that is its first argument, without calling anything of that class. */
    private static final Set<String> RECONSTRUCTORS = Set.of("copyreg._reconstructor", "copy_reg._reconstructor");

    private static final Object MARK = new Object();
    private static final int MOST_NESTING = 1000;
    /** One byte of a pickle makes a dictionary, which takes about 60 of ours. */
    private static final int MOST_INSTRUCTIONS = 200_000;

    /** A name can be put together of what the memo holds, again and again. */
    private static final int MOST_NAME_CHARS = 255;
    /** Reading and printing a number takes the square of its length; Python itself prints none of more than 4300 digits. */
    private static final int MOST_DIGITS = 1000;

    private static final int MOST_NUMBER_BYTES = 415;

    private final ByteBuffer in;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int marks;

    /** {@link ArrayDeque} holds no null. */
    private static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    static boolean isNone(@Nullable Object value) {
        return value == null || value == NONE;
    }

    private Unpickler(byte[] pickle) {
        in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the pickle holds; {@code Optional}s are not used: null is None. */
    static @Nullable Object read(byte[] pickle) throws PickleException {
        try {
            return new Unpickler(pickle).run();
        } catch (BufferUnderflowException | java.util.NoSuchElementException | ClassCastException damaged) {
            throw new PickleException("the pickle is damaged");
        } catch (NumberFormatException noNumber) {
            throw new PickleException("the pickle has no number where one belongs");
        }
    }

    private @Nullable Object run() throws PickleException {
        for (int count = 0; ; count++) {
            if (count > MOST_INSTRUCTIONS) {
                throw new PickleException("the pickle has more than " + MOST_INSTRUCTIONS + " instructions");
            }
            int opcode = in.get() & 0xFF;
            if (opcode == '.') {
                Object result = stack.pop();
                return result == NONE ? null : result;
            }
            execute(opcode);
        }
    }

    private void execute(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> in.get();
            case 0x95 -> in.getLong();
            case '(' -> mark();
            case '0' -> stack.pop();
            case '1' -> popMark();
            case '2' -> stack.push(peek());
            case 'N' -> stack.push(NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'I' -> stack.push(integer(line()));
            case 'J' -> stack.push((long) in.getInt());
            case 'K' -> stack.push((long) (in.get() & 0xFF));
            case 'M' -> stack.push((long) (in.getShort() & 0xFFFF));
            case 'L' -> stack.push(decimal(line().replace("L", "")));
            case 0x8A -> stack.push(longOf(in.get() & 0xFF));
            case 0x8B -> stack.push(longOf(length(in.getInt())));
            case 'F' -> stack.push(Double.parseDouble(line()));
            case 'G' -> stack.push(bigEndianDouble());
            case 'S' -> stack.push(quoted(line()));
            case 'V' -> stack.push(rawUnicode(line()));
            case 'T' -> stack.push(latin1(length(in.getInt())));
            case 'U' -> stack.push(latin1(in.get() & 0xFF));
            case 'X' -> stack.push(utf8(length(in.getInt())));
            case 0x8C -> stack.push(utf8(in.get() & 0xFF));
            case 0x8D -> stack.push(utf8(length(in.getLong())));
            case 'B' -> stack.push(bytes(length(in.getInt())));
            case 'C' -> stack.push(bytes(in.get() & 0xFF));
            case 0x8E, 0x96 -> stack.push(bytes(length(in.getLong())));
            case ']', ')', 0x8F -> stack.push(new ArrayList<>());
            case '}' -> stack.push(new LinkedHashMap<>());
            case 'l', 't', 0x91 -> stack.push(popMark());
            case 0x85 -> stack.push(popSome(1));
            case 0x86 -> stack.push(popSome(2));
            case 0x87 -> stack.push(popSome(3));
            case 'd' -> {
                List<Object> items = popMark();
                stack.push(new LinkedHashMap<>());
                putAll(items);
            }
            case 'a' -> appendAll(List.of(stack.pop()));
            case 'e', 0x90 -> appendAll(popMark());
            case 's' -> putAll(popSome(2));
            case 'u' -> putAll(popMark());
            case 'p' -> memo.put(Integer.parseInt(line()), peek());
            case 'q' -> memo.put(in.get() & 0xFF, peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'g' -> stack.push(remembered(Integer.parseInt(line())));
            case 'h' -> stack.push(remembered(in.get() & 0xFF));
            case 'j' -> stack.push(remembered(in.getInt()));
            case 'c' -> stack.push(named(line(), line()));
            case 0x93 -> {
                List<Object> name = popSome(2);
                stack.push(named((String) name.get(0), (String) name.get(1)));
            }
            case 'R' -> {
                Object arguments = stack.pop();
                call((Placeholder) stack.pop(), arguments);
            }
            case 0x81 -> {
                stack.pop();
                stack.push((Placeholder) stack.pop());
            }
            case 0x92 -> {
                popSome(2);
                stack.push((Placeholder) stack.pop());
            }
            // The state of an object that we do not make.
            case 'b' -> stack.pop();
            default ->
                throw new PickleException(
                        "instruction 0x" + Integer.toHexString(opcode) + " of the pickle is none of plain data");
        }
    }

    private static Placeholder named(String module, String name) throws PickleException {
        if (module.length() > MOST_NAME_CHARS || name.length() > MOST_NAME_CHARS) {
            throw new PickleException("the pickle names a class by more than " + MOST_NAME_CHARS + " characters");
        }
        return new Placeholder(module + "." + name);
    }

    private void call(Placeholder wanted, Object arguments) throws PickleException {
        if (RECONSTRUCTORS.contains(wanted.className)
                && arguments instanceof List<?> given
                && !given.isEmpty()
                && given.get(0) instanceof Placeholder made) {
            stack.push(made);
            return;
        }
        if (!HARMLESS.contains(wanted.className)) {
            throw new PickleException("the pickle wants " + wanted.className + " called");
        }
        stack.push(wanted);
    }

    private void mark() throws PickleException {
        if (++marks > MOST_NESTING) {
            throw new PickleException("the pickle is nested deeper than " + MOST_NESTING);
        }
        stack.push(MARK);
    }

    private List<Object> popMark() {
        List<Object> items = new ArrayList<>();
        for (Object item = stack.pop(); item != MARK; item = stack.pop()) {
            items.add(item);
        }
        marks--;
        java.util.Collections.reverse(items);
        return items;
    }

    private List<Object> popSome(int count) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(0, stack.pop());
        }
        return items;
    }

    private Object peek() {
        return stack.element();
    }

    @SuppressWarnings("unchecked") // the lists on the stack are ours
    private void appendAll(List<Object> items) {
        // An object that is a list, too, and that we do not make.
        if (!(peek() instanceof Placeholder)) {
            ((List<Object>) peek()).addAll(items);
        }
    }

    @SuppressWarnings("unchecked") // the maps on the stack are ours
    private void putAll(List<Object> items) {
        if (peek() instanceof Placeholder) {
            return;
        }
        Map<Object, Object> target = (Map<Object, Object>) peek();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            target.put(key(items.get(i)), items.get(i + 1));
        }
    }

    /** Lists and maps change, and may contain themselves: nobody may ask them for a hash. */
    private static Object key(Object key) {
        if (key instanceof Placeholder other) {
            return other.className;
        }
        return key instanceof List || key instanceof Map ? key.getClass().getSimpleName() : key;
    }

    private Object remembered(int place) throws PickleException {
        Object known = memo.get(place);
        if (known == null) {
            throw new PickleException("the pickle asks for what it has not put aside");
        }
        return known;
    }

    private static Object integer(String digits) {
        return switch (digits) {
            case "00" -> false;
            case "01" -> true;
            default -> decimal(digits);
        };
    }

    private static Object decimal(String digits) {
        return digits.length() > MOST_DIGITS ? tooLong(digits.length()) : small(new BigInteger(digits));
    }

    private static Placeholder tooLong(int digits) {
        return new Placeholder("int of about " + digits + " digits");
    }

    private static Object small(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private Object longOf(int count) {
        byte[] bytes = bytes(count);
        if (count > MOST_NUMBER_BYTES) {
            return tooLong((int) (count * 2.41));
        }
        for (int i = 0; i < count / 2; i++) {
            byte other = bytes[count - 1 - i];
            bytes[count - 1 - i] = bytes[i];
            bytes[i] = other;
        }
        return count == 0 ? (Object) 0L : small(new BigInteger(bytes));
    }

    private double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
    }

    /** No longer than what is left, before memory is taken. */
    private int length(long wanted) {
        if (wanted < 0 || wanted > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) wanted;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[length(count)];
        in.get(bytes);
        return bytes;
    }

    private String utf8(int count) {
        return new String(bytes(count), StandardCharsets.UTF_8);
    }

    /** A byte string of Python 2: UTF-8 if it can be, else each byte a character. */
    private String latin1(int count) {
        byte[] bytes = bytes(count);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (java.nio.charset.CharacterCodingException other) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private String line() {
        int start = in.position();
        while (in.get() != '\n') {}
        return new String(in.array(), start, in.position() - start - 1, StandardCharsets.ISO_8859_1);
    }

    private static String quoted(String text) throws PickleException {
        if (text.length() < 2) {
            throw new PickleException("a string of the pickle has no quotes");
        }
        return text.substring(1, text.length() - 1)
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\'", "'")
                .replace("\\\\", "\\");
    }

    private static String rawUnicode(String text) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("\\u", at) && at + 6 <= text.length()) {
                result.append((char) Integer.parseInt(text.substring(at + 2, at + 6), 16));
                at += 6;
            } else {
                result.append(text.charAt(at++));
            }
        }
        return result.toString();
    }
}
