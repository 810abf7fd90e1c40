package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/**
 * Takes what a host knows of one event, value by value: first the fields, {@link Field#MARKER} behind the others, and then
 * the groups, each at most once. A group without entries is as if it had not begun. Confined to the drain thread.
 */
public interface EventFields {

    /** A field. Null: the host has the field, and it is null in this event. */
    EventFields put(Field field, @Nullable String value);

    EventFields put(Field field, long value);

    /** The entries that follow are in this group. */
    EventFields group(Group group);

    /**
     * An entry of the group that began last; a key may come several times.
     *
     * @param value null, a String, a Number, a Boolean, a Character, a value of java.time, a Collection, a Map or an array of
     *     such values; or anything else, which is its {@code toString}. It does not change any more
     */
    EventFields put(String key, @Nullable Object value);
}
