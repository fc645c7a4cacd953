package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** One who takes part in the contract: a driver in its place, a binding, the wrapper, a program. */
public final class Party {
    /** What it is. */
    public enum Role {
        /** A binding of a protocol. */
        PROTOCOL,
        /** A lightweight filter. */
        FILTER,
        /** An intermediate driver. */
        INTERMEDIATE,
        /** A miniport. */
        MINIPORT,
        /** Code that replaced entries of a binding. */
        HOOK,
        /** The wrapper itself. */
        WRAPPER,
        /** A user program. */
        PROGRAM
    }

    private final Role role;
    private final String name;
    private final NdisVersion version;
    private final Place place;

    /** Among those of its machine whose packets a verifier looks at; 0 until it has had one. */
    int number;

    /** Its sends that are out; while a verifier is on. */
    SendRules.@Nullable Flow flow;

    /** One named {@code name}, whose packets are at {@code place}. */
    public Party(Role role, String name, NdisVersion version, Place place) {
        this.role = role;
        this.name = name;
        this.version = version;
        this.place = place;
    }

    /** What it is. */
    public Role role() {
        return role;
    }

    /** Name under which it was put in. */
    public String name() {
        return name;
    }

    /** The version whose contract it keeps. */
    public NdisVersion version() {
        return version;
    }

    /** Its place in the ledger. */
    public Place place() {
        return place;
    }

    @Override
    public String toString() {
        return name;
    }
}
