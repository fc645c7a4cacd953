package sluice.ndis;

import org.jspecify.annotations.Nullable;

/** What a driver may answer PENDING to and then owes an end of, beside sends and requests. */
enum Operation {
    /** A filter's pause. */
    FILTER_PAUSE(LifecycleRule.L06, LifecycleRule.L06.code(), 10_000_000_000L),
    /** A miniport's pause; 21 hexadecimal in the watchdog's bug check. */
    MINIPORT_PAUSE(LifecycleRule.L04, new BugCode(0x7C, 0x25), 0),
    /** A restart; the documents know no rule for one that never ends. */
    RESTART(null, BugCode.NONE, 0),
    /** A binding of NDIS 6 drains its sends. */
    BINDING_PAUSE(LifecycleRule.L04, new BugCode(0x7C, 0x25), 0),
    /** Going to sleep. */
    SET_POWER(LifecycleRule.L15, LifecycleRule.L15.code(), 0),
    /** A binding is undone. */
    UNBIND(LifecycleRule.L11, LifecycleRule.L11.code(), 0),
    /** A binding is made. */
    BIND(LifecycleRule.L11, LifecycleRule.L11.code(), 0);

    private final @Nullable LifecycleRule rule;
    private final BugCode code;
    private final long limitNanos;

    Operation(@Nullable LifecycleRule rule, BugCode code, long limitNanos) {
        this.rule = rule;
        this.code = code;
        this.limitNanos = limitNanos;
    }

    static Operation ofPause(Party of) {
        return of.role() == Party.Role.MINIPORT ? MINIPORT_PAUSE : FILTER_PAUSE;
    }

    /** The rule that one breaks who never ends it; null if there is none. */
    @Nullable NdisRule rule() {
        return rule;
    }

    /** The bug check. */
    BugCode code() {
        return code;
    }

    /** What took too long, as the second parameter of the watchdog's bug check. */
    long watchdogParameter() {
        return switch (this) {
            case BINDING_PAUSE -> 0x01;
            case SET_POWER -> 0x02;
            case UNBIND, BIND -> 0x04;
            case FILTER_PAUSE -> 0x11;
            case MINIPORT_PAUSE -> 0x21;
            case RESTART -> 0;
        };
    }

    /** How long it may take. */
    long limitNanos(NdisOptions options) {
        return limitNanos > 0 ? limitNanos : options.watchdogNanos();
    }
}
