package sluice.ndis;

import sluice.time.SeededRandom;
import sluice.time.Timer;

/**
 * Kernel Patch Protection: looks at the wrapper's tables now and then, and ends the machine when
 * somebody has written over one. It does not know who did. A look comes 5 to 10 minutes after the
 * patch, at a time that the patcher cannot know.
 *
 * <p>Source: Microsoft, "Bug Check 0x109"; that the time is drawn evenly is a choice.
 */
final class KernelGuard {
    private static final int EARLIEST_SECONDS = 300;
    private static final int SPAN_SECONDS = 300;

    private final Ndis ndis;
    private final SeededRandom random;
    private final Timer timer;
    private String patched = "";

    KernelGuard(Ndis ndis) {
        this.ndis = ndis;
        var host = ndis.host();
        this.random = host.random("ndis/guard");
        this.timer = host.scheduler().timer(host.cpu().deferred(), this::look);
    }

    /** A handler of that binding was written over. */
    void patched(ProtocolBinding binding) {
        if (!patched.isEmpty()) return;
        patched = "the open block of " + binding;
        timer.arm((EARLIEST_SECONDS + random.below(SPAN_SECONDS)) * 1_000_000_000L);
    }

    private void look() {
        throw ndis.stop(
                WrapperRule.PATCHED, "unknown", null, patched, WrapperRule.PATCHED.code(), 0);
    }
}
