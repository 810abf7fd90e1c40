package io.penstock.collector.syslog;

/** One frame: its number, what is wanted, and the data of that. */
record RelpFrame(int number, String command, byte[] data) {}
