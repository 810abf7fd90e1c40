package io.penstock.peer;

/** Whether the long forms were asked for: {@code mvn -q -Psoak verify}. */
final class Soak {

    private static final boolean ON = Boolean.getBoolean("penstock.soak");

    private Soak() {}

    static int count(int inEveryBuild, int inSoak) {
        return ON ? inSoak : inEveryBuild;
    }
}
