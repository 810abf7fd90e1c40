package io.penstock.freeze;

import org.jspecify.annotations.Nullable;

/** How many arguments a message shows. */
final class MessagePlaces {

    private MessagePlaces() {}

    /** At most so many: an escaped <code>{}</code> counts, too, and then a text is made that nobody asks for. */
    static int in(@Nullable String message) {
        int places = 0;
        if (message != null) {
            for (int at = message.indexOf("{}"); at >= 0; at = message.indexOf("{}", at + 2)) {
                places++;
            }
        }
        return places;
    }
}
