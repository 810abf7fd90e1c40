package io.penstock.jul;

/** A record that comes from a proxy: level and filter of the wrapped handlers have been asked, on the caller's thread. */
interface FilteredRecord {

    boolean isFilteredFor(Takeover takeover);
}
