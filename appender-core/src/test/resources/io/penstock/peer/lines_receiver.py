"""Receives records: lines_receiver.py FRAMING PORT FILE; one line of Base64 for each goes to the file."""
import base64
import socketserver
import struct
import sys

framing, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
output = open(path, "ab", buffering=0)


def delimited(stream, end):
    rest = b""
    while True:
        piece = stream.read1(65536)
        if not piece:
            return
        *records, rest = (rest + piece).split(end)
        yield from records


def length_prefixed(stream):
    while True:
        head = stream.read(4)
        if len(head) < 4:
            return
        length, = struct.unpack(">L", head)
        record = stream.read(length)
        if len(record) < length:
            return
        yield record


def octet_counted(stream):
    while True:
        digits = b""
        while not digits.endswith(b" "):
            byte = stream.read(1)
            if not byte:
                return
            digits += byte
        length = int(digits)
        record = stream.read(length)
        if len(record) < length:
            return
        yield record


READERS = {
    "newline": lambda stream: delimited(stream, b"\n"),
    "nul": lambda stream: delimited(stream, b"\0"),
    "lengthPrefix4": length_prefixed,
    "octetCounting": octet_counted,
}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            for record in READERS[framing](self.rfile):
                output.write(base64.b64encode(record) + b"\n")
        except ConnectionError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", port), Handler).serve_forever()
