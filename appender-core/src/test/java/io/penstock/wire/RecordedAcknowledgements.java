package io.penstock.wire;

import java.util.ArrayList;
import java.util.List;

/** Notes what came back. */
public final class RecordedAcknowledgements implements WireSession.Acknowledgements {

    public final List<String> list = new ArrayList<>();

    @Override
    public void acknowledged(long unit) {
        list.add("+" + unit);
    }

    @Override
    public void refused(long unit, String reason) {
        list.add("-" + unit + " " + reason);
    }
}
