package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.ndis.NdisStep;
import sluice.script.Expectation;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * Follows the sends that a driver of a Windows host kept: who has owned each, from when on, until
 * its protocol has it back.
 */
final class OwnerWatch {
    /** Packets that are followed; later ones are not. */
    private static final int FOLLOWED_MAX = 10_000;

    private static final String WRAPPER = "ndis";

    private final boolean asked;
    private final Map<Long, Followed> followed = new LinkedHashMap<>();

    private static final class Followed {
        final String host;
        final List<RunResult.Owner> owners = new ArrayList<>();
        boolean over;

        Followed(String host) {
            this.host = host;
        }
    }

    OwnerWatch(List<Expectation> expectations) {
        asked = expectations.stream().anyMatch(Expectation.Owned.class::isInstance);
    }

    /** The trace, read on its way to {@code next}. */
    TraceSink before(TraceSink next) {
        if (!asked) return next;
        return step -> {
            look(step);
            next.accept(step);
        };
    }

    private void look(Step step) {
        if (!(step instanceof NdisStep ndis)) return;
        switch (ndis) {
            case NdisStep.Pended(long at, long packet, String place) -> {
                if (followed.size() < FOLLOWED_MAX)
                    followed.computeIfAbsent(packet, _ -> new Followed(hostOf(place)));
                note(at, packet, partyOf(place), "keeps it");
            }
            case NdisStep.TakenAway(long at, long packet, String place) ->
                    note(at, packet, WRAPPER, "takes it away from " + partyOf(place));
            case NdisStep.Sent(long at, long packet, String place, boolean skipped) -> {
                if (!skipped) note(at, packet, partyOf(place), "is given it");
            }
            case NdisStep.SendCompleted(long at, long packet, String place, var status) -> {
                boolean home = partyOf(place).equals("tcpip");
                note(at, packet, partyOf(place), (home ? "has it back: " : "is told: ") + status);
                Followed send = followed.get(packet);
                if (home && send != null) send.over = true;
            }
            case NdisStep.Resumed _,
                    NdisStep.Reset _,
                    NdisStep.Indicated _,
                    NdisStep.LookaheadShown _,
                    NdisStep.DataTransferred _,
                    NdisStep.Returned _,
                    NdisStep.StatusIndicated _,
                    NdisStep.DriverRegistered _,
                    NdisStep.PowerChanged _,
                    NdisStep.BindingChanged _,
                    NdisStep.StateChanged _ -> {}
        }
    }

    private void note(long at, long packet, String owner, String what) {
        Followed send = followed.get(packet);
        if (send != null && !send.over) send.owners.add(new RunResult.Owner(at, owner, what));
    }

    private static String hostOf(String place) {
        return place.substring(0, place.indexOf('/'));
    }

    private static String partyOf(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    /** All that were followed. */
    List<RunResult.Owned> all() {
        List<RunResult.Owned> all = new ArrayList<>();
        followed.forEach(
                (packet, send) -> all.add(new RunResult.Owned(send.host, packet, send.owners)));
        return all;
    }

    /** How many of a host's kept sends that party owned at that time. */
    long owned(Expectation.Owned wanted) {
        return followed.values().stream()
                .filter(send -> send.host.equals(wanted.on()))
                .filter(send -> ownerAt(send, wanted.atNanos()).equals(wanted.by()))
                .count();
    }

    private static String ownerAt(Followed send, long atNanos) {
        String owner = "";
        for (RunResult.Owner each : send.owners)
            if (each.sinceNanos() <= atNanos) owner = each.who();
        return owner;
    }
}
