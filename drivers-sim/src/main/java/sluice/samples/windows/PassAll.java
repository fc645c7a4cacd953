package sluice.samples.windows;

import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.Packet;

/** What does a verdict filter cost that lets everything pass? */
public final class PassAll implements FilterDriver {
    /** A filter that looks at every packet and keeps none. */
    public PassAll() {}

    @Override
    public Verdict onSend(Packet packet) {
        return Verdict.PASS;
    }

    @Override
    public Verdict onReceive(Packet packet) {
        return Verdict.PASS;
    }
}
