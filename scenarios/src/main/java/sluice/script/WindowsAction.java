package sluice.script;

import java.util.Optional;
import sluice.ndis.DevicePower;
import sluice.ndis.ResourceFaults;

/** What a step does to a Windows host: its adapters, their bindings, its memory. */
public sealed interface WindowsAction {
    /** What it is done to: the adapter on a NIC. */
    sealed interface OnAdapter extends WindowsAction {
        /** Name of the NIC. */
        String nic();
    }

    /** The adapter is put to sleep, or wakes. */
    record Power(String nic, DevicePower to) implements OnAdapter {}

    /** The adapter's stack pauses, and stays paused until {@link Restart}. */
    record Pause(String nic) implements OnAdapter {}

    /** The adapter's stack starts again. */
    record Restart(String nic) implements OnAdapter {}

    /** A protocol is unbound from the adapter. */
    record Unbind(String nic, String protocol) implements OnAdapter {}

    /** A protocol is bound to the adapter again. */
    record Bind(String nic, String protocol) implements OnAdapter {}

    /** The device is pulled out while it runs. */
    record SurpriseRemove(String nic) implements OnAdapter {}

    /** The adapter's plug is pulled, or put back. */
    record Media(String nic, boolean connected) implements OnAdapter {}

    /** What a process has sent, and still waits in a queue, is cancelled. */
    record Cancel(String nic, String process) implements OnAdapter {}

    /** The Microsoft Loopback Adapter is installed. */
    record InstallLoopback(WindowsSpec.LoopbackAdapter adapter) implements WindowsAction {}

    /** The host starts again: its virtual network picks its adapter. */
    record RestartHost() implements WindowsAction {}

    /** The virtual network is bridged to this adapter; empty: it picks by itself. */
    record Bridge(String adapter) implements WindowsAction {}

    /**
     * The image of a driver is loaded: its entry function fills in the characteristics and
     * registers it.
     *
     * @param version that it claims, such as 5.1
     * @param whole whether it has the handlers that its kind must have
     */
    record LoadDriver(Role role, String name, String version, boolean whole)
            implements WindowsAction {}

    /** What a driver registers as. */
    enum Role {
        /** It binds to every adapter that it is offered. */
        PROTOCOL,
        /** It binds to the first, and puts a virtual adapter on it. */
        INTERMEDIATE,
        /** A lightweight filter on the first adapter. */
        FILTER,
        /** It brings an adapter of its own. */
        MINIPORT
    }

    /**
     * Allocations fail.
     *
     * @param kind of what; empty: of anything
     * @param by whose, a driver or protocol; empty: anybody's
     * @param after allocations of these that succeed before
     * @param times how many fail then
     */
    record Fault(Optional<ResourceFaults.Kind> kind, String by, int after, int times)
            implements WindowsAction {}
}
