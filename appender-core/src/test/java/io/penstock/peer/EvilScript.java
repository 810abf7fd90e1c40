package io.penstock.peer;

import io.penstock.peer.ScriptedPeer.Script;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The ways in which a RELP receiver misbehaves, and whether that breaks the protocol or is merely of no use. */
enum EvilScript {
    ACCEPTS_AND_NEVER_READS(Kind.SILENT, Talk::playDead),

    NEVER_ANSWERS_OPEN(Kind.SILENT, Talk::readToEnd),

    NEVER_ACKNOWLEDGES(Kind.SILENT, talk -> {
        talk.open();
        talk.readToEnd();
    }),

    STOPS_READING_AFTER_OPEN(Kind.SILENT, talk -> {
        talk.open();
        talk.playDead();
    }),

    ACKNOWLEDGES_WITH_OTHER_NUMBERS(
            Kind.ERROR, eachRecord((talk, frame) -> talk.answer(frame.number() + 700, "200 OK"))),

    ACKNOWLEDGES_UNKNOWN_NUMBER(Kind.ERROR, eachRecord((talk, frame) -> talk.answer(999_999_998, "200 OK"))),

    ACKNOWLEDGES_TWICE(Kind.ERROR, eachRecord((talk, frame) -> {
        talk.acknowledge(frame);
        talk.answer(frame.number(), "200 OK");
    })),

    /** With nothing acknowledged no number beyond the window can have been sent. */
    ACKNOWLEDGES_BEFORE_IT_IS_SENT(Kind.ERROR, talk -> {
        talk.open();
        for (int number = 200; number < 700; number++) {
            talk.answer(number, "200 OK");
        }
        talk.readToEnd();
    }),

    /** Not forbidden: a receiver may be done with the later one first. */
    ACKNOWLEDGES_OUT_OF_ORDER(Kind.LEGAL, talk -> {
        talk.open();
        List<RelpFrame> held = new ArrayList<>();
        for (RelpFrame frame = talk.syslog(); frame != null; frame = talk.syslog()) {
            held.add(frame);
            if (!talk.hasFrame() || held.size() == 7) {
                Collections.reverse(held);
                for (RelpFrame each : held) {
                    talk.acknowledge(each);
                }
                held.clear();
            }
        }
    }),

    /** Not forbidden either, and a good way to find a parser that wants all at once. */
    ANSWERS_BYTE_BY_BYTE(Kind.LEGAL, talk -> {
        talk.open();
        for (RelpFrame frame = talk.syslog(); frame != null; frame = talk.syslog()) {
            String answer = frame.number() + " rsp 6 200 OK";
            for (int i = 0; i < answer.length(); i++) {
                talk.say(answer.substring(i, i + 1));
            }
            // Before its last byte, so that the sender cannot know earlier than we do.
            talk.acknowledged(frame);
            talk.say("\n");
        }
    }),

    GARBAGE_INSTEAD_OF_HELLO(Kind.ERROR, talk -> {
        talk.say(garbage());
        talk.readToEnd();
    }),

    GARBAGE_AMONG_ANSWERS(Kind.ERROR, afterRecords(5, talk -> {
        talk.say(garbage());
        talk.readToEnd();
    })),

    /** A GB of zeros, as fast as the sender will have them. */
    A_GIGABYTE_OF_NOTHING(Kind.ERROR, talk -> {
        talk.open();
        nothing(talk);
    }),

    ANNOUNCES_A_GIGABYTE(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 rsp 999999999 ");
        nothing(talk);
    })),

    LENGTH_BEYOND_ALL_NUMBERS(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 rsp 99999999999999999999 200 OK\n");
        talk.readToEnd();
    })),

    NEGATIVE_LENGTH(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 rsp -6 200 OK\n");
        talk.readToEnd();
    })),

    LETTERS_FOR_LENGTH(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 rsp six 200 OK\n");
        talk.readToEnd();
    })),

    HEADER_WITHOUT_END(Kind.ERROR, afterRecords(1, talk -> {
        for (int i = 0; i < 1 << 20; i++) {
            talk.say("1234567890123456789012345678901234567890123456789012345678901234");
        }
        talk.readToEnd();
    })),

    COMMAND_NOBODY_KNOWS(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 exec 6 200 OK\n");
        talk.readToEnd();
    })),

    NO_LINE_END_BEHIND_DATA(Kind.ERROR, afterRecords(1, talk -> {
        talk.say("2 rsp 6 200 OKX");
        talk.readToEnd();
    })),

    STATUS_OF_LETTERS(Kind.ERROR, eachRecord((talk, frame) -> talk.answer(frame.number(), "yes!"))),

    HALF_AN_ANSWER_THEN_SILENCE(Kind.SILENT, afterRecords(3, talk -> {
        talk.say("4 rsp 6 20");
        talk.readToEnd();
    })),

    HALF_AN_ANSWER_THEN_END(Kind.ENDS, afterRecords(3, talk -> talk.say("4 rsp 6 20"))),

    RESETS_IN_THE_HANDSHAKE(Kind.ENDS, talk -> {
        talk.frame();
        talk.reset();
    }),

    CLOSES_AT_ONCE(Kind.ENDS, talk -> {}),

    /** What it acknowledged has arrived, so that every connection gets us on. */
    CLOSES_AFTER_A_FEW_RECORDS(Kind.LEGAL, afterRecords(20, talk -> {})),

    CLOSES_WITHOUT_ACKNOWLEDGING(Kind.ENDS, talk -> {
        talk.open();
        talk.syslog();
    }),

    REFUSES_OPEN(Kind.ERROR, talk -> {
        RelpFrame open = talk.frame();
        talk.answer(open == null ? 1 : open.number(), "500 go away");
        talk.readToEnd();
    }),

    REFUSES_EVERY_RECORD(Kind.REFUSES, eachRecord((talk, frame) -> talk.answer(frame.number(), "500 I will not"))),

    SERVER_CLOSE_AT_ONCE(Kind.ENDS, talk -> {
        talk.open();
        talk.say("0 serverclose 0\n");
    });

    /** What the sender is expected to make of it. */
    enum Kind {
        /** A breach of protocol: counted as such. */
        ERROR,
        /** Nothing comes: found out by the sender's own time-outs. */
        SILENT,
        /** The connection ends, which every receiver may do. */
        ENDS,
        /** Records are refused in good form. */
        REFUSES,
        /** Unusual, and yet everything arrives. */
        LEGAL
    }

    private final Kind kind;
    private final Script script;

    EvilScript(Kind kind, Script script) {
        this.kind = kind;
        this.script = script;
    }

    Kind kind() {
        return kind;
    }

    Script script() {
        return script;
    }

    private interface Answer {
        void to(Talk talk, RelpFrame frame) throws IOException;
    }

    private static Script eachRecord(Answer answer) {
        return talk -> {
            talk.open();
            for (RelpFrame frame = talk.syslog(); frame != null; frame = talk.syslog()) {
                answer.to(talk, frame);
            }
        };
    }

    /** Acknowledges so many records, but for one at the end, and then does its evil. */
    private static Script afterRecords(int records, Script evil) {
        return talk -> {
            talk.open();
            Deque<RelpFrame> held = new ArrayDeque<>();
            for (int i = 0; i < records; i++) {
                @Nullable RelpFrame frame = talk.syslog();
                if (frame == null) {
                    return;
                }
                held.add(frame);
                if (held.size() > 1) {
                    talk.acknowledge(held.remove());
                }
            }
            evil.play(talk);
        };
    }

    private static byte[] garbage() {
        byte[] garbage = new byte[3000];
        new Random(20170).nextBytes(garbage);
        return garbage;
    }

    private static void nothing(Talk talk) throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 1024; i++) {
            talk.say(zeros);
        }
    }
}
