package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FreezeFailureTest {

    private final Freezer freezer = Freezer.builder().build();

    @Test
    void freezeAll_oneArgumentFails_theOthersArrive() {
        Object failing = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("secret");
            }
        };

        Object[] frozen =
                freezer.freezeAll(new Object[] {new StringBuilder("a"), failing, new ArrayList<>(List.of(failing))});

        String marker = "[FAILED toString() of " + failing.getClass().getName() + ": java.lang.IllegalStateException]";
        assertThat(frozen).containsExactly("a", marker, List.of(marker));
    }

    @Test
    void freeze_collectionFailsOnce_isCopiedAtTheSecondTry() {
        Object frozen = freezer.freeze(new Racing(1, new ConcurrentModificationException()));

        assertThat(frozen).isEqualTo(List.of("a", "b")).hasToString("[a, b]");
    }

    @Test
    void freeze_collectionKeepsFailing_isAMarker() {
        assertThat(freezer.freeze(new Racing(9, new NoSuchElementException("secret"))))
                .isEqualTo(
                        "[FAILED copy of io.penstock.freeze.FreezeFailureTest$Racing: java.util.NoSuchElementException]");
        assertThat(freezer.freeze(new Racing(9, new ArrayIndexOutOfBoundsException("secret"))))
                .asString()
                .endsWith("Racing: java.lang.ArrayIndexOutOfBoundsException]");
    }

    @Test
    void freeze_failingCollectionWithinAnother_isAMarkerInItsPlace() {
        List<Object> outer = new ArrayList<>(List.of("x", new Racing(9, new NoSuchElementException()), "y"));

        assertThat(freezer.freeze(outer))
                .asString()
                .startsWith("[x, [FAILED copy of ")
                .endsWith("], y]");
    }

    @Test
    void freeze_failedTry_givesItsRoomBack() {
        Freezer narrow = Freezer.builder().maxMessageBytes(128).build();
        Racing racing = new Racing(1, new ConcurrentModificationException());
        racing.elements[0] = "x".repeat(100);

        assertThat(narrow.freeze(racing)).hasToString("[" + "x".repeat(100) + ", b]");
    }

    @Test
    void freeze_iteratorFailsButToStringDoesNot_isTheText() {
        Racing detached = new Racing(9, new IllegalStateException()) {
            @Override
            public String toString() {
                return "not loaded";
            }
        };

        assertThat(freezer.freeze(detached)).isEqualTo("not loaded");
    }

    @Test
    void freeze_toStringOfACollectionFails_keepsTheStructure() {
        List<Object> list = new ArrayList<>(List.of("a")) {
            private static final long serialVersionUID = 1;

            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };

        assertThat(freezer.freeze(list)).isEqualTo(List.of("a")).asString().startsWith("[FAILED toString() of ");
    }

    @Test
    void freeze_threadDeathInTheMiddle_isPassedOn() {
        Object dying = new Object() {
            @Override
            public String toString() {
                throw new ThreadDeath();
            }
        };

        assertThatThrownBy(() -> freezer.freeze(new ArrayList<>(List.of(dying))))
                .isInstanceOf(ThreadDeath.class);
    }

    @Test
    void freeze_anotherThreadChangesTheCollections_neverThrows() throws Exception {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch changing = new CountDownLatch(1);
        Thread mutator = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                list.add(i);
                map.put(i % 64, i);
                if (list.size() > 50) {
                    list.clear();
                    map.clear();
                }
                changing.countDown();
            }
        });
        mutator.start();
        changing.await();
        try {
            Object[] previous = {};
            String previousText = "[]";
            for (int i = 0; i < 5_000; i++) {
                Object[] frozen = freezer.freezeAll(new Object[] {list, Collections.unmodifiableList(list), map});

                assertThat(frozen)
                        .allSatisfy(value ->
                                assertThat(value).isInstanceOfAny(FrozenList.class, FrozenMap.class, String.class));
                assertThat(Arrays.toString(previous)).isEqualTo(previousText);
                previous = frozen;
                previousText = Arrays.toString(frozen);
            }
        } finally {
            stop.set(true);
            mutator.join();
        }
    }

    @Test
    void freeze_jdkWrapper_asksForAllElementsAtOnce() {
        List<Object> synchronizedList =
                Collections.synchronizedList(new Racing(9, new ConcurrentModificationException()) {
                    @Override
                    public Object[] toArray() {
                        return elements.clone();
                    }
                });

        // Its iterator is not synchronized, its toArray() is.
        assertThat(freezer.freeze(synchronizedList)).isEqualTo(List.of("a", "b"));
    }

    @Test
    void freeze_markerInAFailedTry_isForgotten() {
        Racing failingTwice = new Racing(2, new ConcurrentModificationException());
        Racing failingOnce = new Racing(1, new ConcurrentModificationException());
        failingOnce.elements[0] = failingTwice;
        List<Object> own = new ArrayList<>(List.of(failingOnce)) {
            private static final long serialVersionUID = 1;

            @Override
            public String toString() {
                return "text of its own";
            }
        };

        // Both tries for the inner one are within the first try for the outer one. Nothing is left out in the end.
        assertThat(freezer.freeze(own))
                .hasToString("text of its own")
                .isEqualTo(List.of(List.of(List.of("a", "b"), "b")));
    }

    @Test
    void freeze_toStringFreezesItself_bothAreRight() {
        List<Object> innerResults = new ArrayList<>();
        Object logging = new Object() {
            @Override
            public String toString() {
                innerResults.add(freezer.freeze(new ArrayList<>(List.of("inner", new StringBuilder("text")))));
                return "outer";
            }
        };
        Collection<Object> arguments = new ArrayList<>(List.of("first", logging, new ArrayList<>(List.of("last"))));

        Object frozen = freezer.freeze(arguments);

        assertThat(frozen).hasToString("[first, outer, [last]]");
        assertThat(innerResults).containsExactly(List.of("inner", "text"));
    }

    /** Throws from the middle of its first iterations, like a collection that another thread changes. */
    private static class Racing extends AbstractList<Object> {

        final Object[] elements = {"a", "b"};
        private final RuntimeException failure;
        private int failuresLeft;

        Racing(int failures, RuntimeException failure) {
            this.failuresLeft = failures;
            this.failure = failure;
        }

        @Override
        public Iterator<Object> iterator() {
            boolean fails = failuresLeft-- > 0;
            Iterator<Object> whole = List.of(elements).iterator();
            return new Iterator<>() {
                private boolean begun;

                @Override
                public boolean hasNext() {
                    return whole.hasNext();
                }

                @Override
                public Object next() {
                    if (begun && fails) {
                        throw failure;
                    }
                    begun = true;
                    return whole.next();
                }
            };
        }

        @Override
        public Object get(int index) {
            return elements[index];
        }

        @Override
        public int size() {
            return elements.length;
        }
    }
}
