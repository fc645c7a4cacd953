package sluice.userland;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.time.WaitableEvent;

/**
 * The directory {@code \BaseNamedObjects} of one machine, as far as it holds events. It comes into
 * being when the Win32 subsystem starts: a driver that is loaded at boot finds no directory in its
 * DriverEntry and gets nothing. Source: wdm.h, IoCreateSynchronizationEvent.
 */
public final class NamedEvents {
    private static final int EVENTS_MAX = 65_536;

    private record Entry(WaitableEvent event, boolean byKernel) {}

    private final Map<String, Entry> events = new LinkedHashMap<>();
    private final UserRules rules;
    private boolean up;

    private NamedEvents(UserRules rules) {
        this.rules = rules;
    }

    /** Of a machine that still boots. */
    public static NamedEvents booting(UserRules rules) {
        return new NamedEvents(rules);
    }

    /** Of a machine on which Windows is up. */
    public static NamedEvents started(UserRules rules) {
        var events = new NamedEvents(rules);
        events.startSubsystem();
        return events;
    }

    /** The Win32 subsystem starts: the directory is made. */
    public void startSubsystem() {
        up = true;
    }

    /**
     * IoCreateSynchronizationEvent: opens the event of that name or makes it, for a driver. A new
     * one is signalled, so that the first wait returns at once; one that was there stays as it is.
     *
     * @return null if there is no directory yet, which breaks {@link UserRule#U01}
     */
    public @Nullable WaitableEvent createInKernel(String name) {
        return createInKernel(name, rules);
    }

    /** The same for a driver whose breaches are entered elsewhere. */
    @Nullable WaitableEvent createInKernel(String name, UserRules whose) {
        if (!up) whose.found(UserRule.U01, name + " was to be made before the subsystem started");
        if (!up || events.size() >= EVENTS_MAX) return null;
        Entry there = events.get(name);
        if (there != null) return there.event;
        var made = WaitableEvent.autoReset();
        made.set();
        events.put(name, new Entry(made, true));
        return made;
    }

    /**
     * CreateEvent of a program, auto-reset and not signalled: makes it with all rights, or opens
     * the one that is there. One of the kernel's can only be waited for.
     *
     * @return null if there is no directory yet
     */
    public @Nullable NamedEvent create(String name) {
        if (!up || events.size() >= EVENTS_MAX) return null;
        Entry there = events.get(name);
        if (there != null) return new NamedEvent(there.event, true, !there.byKernel);
        var made = WaitableEvent.autoReset();
        events.put(name, new Entry(made, false));
        return new NamedEvent(made, false, true);
    }

    /** OpenEvent of a program; null if there is none of that name. */
    public @Nullable NamedEvent open(String name) {
        Entry there = events.get(name);
        return there == null ? null : new NamedEvent(there.event, true, !there.byKernel);
    }
}
