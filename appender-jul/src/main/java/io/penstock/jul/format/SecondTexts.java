package io.penstock.jul.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a line that change once per second at most, printed by the JDK itself once per second. Not safe for
 * concurrent use.
 */
final class SecondTexts {

    private final String[] formats;
    private final String[] texts;
    private long second;
    private @Nullable ZoneId zone;
    private @Nullable Locale locale;
    private boolean plainDigits;

    /** @param formats for {@link String#format}, with a {@link ZonedDateTime} as their only argument */
    SecondTexts(List<String> formats) {
        this.formats = formats.toArray(new String[0]);
        this.texts = new String[this.formats.length];
    }

    /** Prints them all for this instant, in the zone and locale that are the default just now. */
    void moveTo(Instant instant) {
        long wanted = instant.getEpochSecond();
        ZoneId presentZone = ZoneId.systemDefault();
        Locale presentLocale = Locale.getDefault(Locale.Category.FORMAT);
        if (wanted == second && presentZone.equals(zone) && presentLocale.equals(locale)) {
            return;
        }
        // If one of them throws, the zone stays null, so that the next call prints them anew.
        zone = null;
        ZonedDateTime time = ZonedDateTime.ofInstant(Instant.ofEpochSecond(wanted), presentZone);
        for (int i = 0; i < formats.length; i++) {
            texts[i] = String.format(presentLocale, formats[i], time);
        }
        plainDigits = String.format(presentLocale, "%tL", time).equals("000");
        second = wanted;
        zone = presentZone;
        locale = presentLocale;
    }

    String get(int index) {
        return texts[index];
    }

    /** Whether the locale's digits are 0 to 9. */
    boolean arePlainDigits() {
        return plainDigits;
    }
}
