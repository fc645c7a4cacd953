package sluice.ndis;

import sluice.time.Timer;

/**
 * The check-for-hang clock of one adapter: asks the miniport whether it hangs, and resets it for a
 * request that it does not answer (Microsoft, "NdisMSetAttributesEx", "MiniportCheckForHang").
 * Sends are timed by {@link SendSerializer}, on the same interval.
 *
 * <pre>
 *   interval I = max(2 s, the asked number rounded down to even)
 *   pended at t: seen at two ticks, so reset in (t + I, t + 3 I]
 * </pre>
 *
 * <p>Ticks only while something is out, so that a run can become quiet.
 */
final class HangClock {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final NdisAdapter adapter;
    private final Timer timer;
    private long intervalNanos;
    private long seenSince = -1;
    private int seenTicks;
    private boolean resetByHang;

    HangClock(NdisAdapter adapter) {
        this.adapter = adapter;
        var host = adapter.host();
        this.timer = host.scheduler().timer(host.cpu().deferred(), this::tick);
        setInterval(0);
    }

    /** The miniport asks for an interval in seconds; 0 for the default. */
    void setInterval(int seconds) {
        int asked = seconds == 0 ? adapter.ndis().options().checkIntervalSeconds() : seconds;
        intervalNanos = Math.max(2, asked & ~1) * SECOND_NANOS;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    /** Something is in the miniport from now on. */
    void waiting() {
        if (!timer.armed() && looks()) timer.arm(intervalNanos);
    }

    private boolean looks() {
        return adapter.miniport.checksForHang()
                || (adapter.requests.pendingSinceNanos() >= 0 && timesRequests());
    }

    private boolean timesRequests() {
        return (adapter.miniport.attributes() & MiniportAttributes.IGNORE_REQUEST_TIMEOUT) == 0;
    }

    private void tick() {
        if (adapter.resets.underWay()) return;
        if (adapter.miniport.checksForHang() && adapter.miniport.hangs()) {
            if (resetByHang)
                adapter.report(
                        RequestRule.Q21, adapter.miniport.party, "again, right after a reset");
            resetByHang = true;
            adapter.resets.begin(adapter.miniport, "check for hang");
        } else {
            resetByHang = false;
            lookAtRequest();
        }
        boolean out = adapter.underWay() > 0 || adapter.requests.outstanding() > 0;
        if (out && looks()) timer.arm(intervalNanos);
    }

    private void lookAtRequest() {
        long since = adapter.requests.pendingSinceNanos();
        seenTicks = since >= 0 && since == seenSince ? seenTicks + 1 : 1;
        seenSince = since;
        if (since < 0 || seenTicks < 2 || !timesRequests()) return;
        seenTicks = 0;
        adapter.resets.begin(adapter.miniport, "request timed out");
    }
}
