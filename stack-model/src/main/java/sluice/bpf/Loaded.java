package sluice.bpf;

import java.util.function.Consumer;

/** What became of a program that was to be made ready. */
public sealed interface Loaded {
    /**
     * It can be run.
     *
     * @param program runs it
     * @param fallbackReason why it is interpreted though it was to be compiled; empty if it runs as
     *     was asked
     */
    record Ready(PacketProgram program, String fallbackReason) implements Loaded {}

    /**
     * It is not run.
     *
     * @param refusal the rule that it breaks
     */
    record Refused(BpfRefusal refusal) implements Loaded {}

    /**
     * Tells {@code listener} why a program that was to be compiled is interpreted, if it is: once
     * for each program, by whoever has loaded it, who knows the place. This module logs nothing
     * itself.
     *
     * @return this
     */
    default Loaded tellingFallback(Consumer<String> listener) {
        if (this instanceof Ready(_, String reason) && !reason.isEmpty()) listener.accept(reason);
        return this;
    }

    /**
     * The program, where it is known to be good.
     *
     * @throws IllegalArgumentException with the refusal if it was refused
     */
    default PacketProgram program() {
        return switch (this) {
            case Ready ready -> ready.program();
            case Refused(BpfRefusal refusal) ->
                    throw new IllegalArgumentException(refusal.toString());
        };
    }
}
