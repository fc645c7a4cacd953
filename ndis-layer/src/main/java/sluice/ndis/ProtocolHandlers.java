package sluice.ndis;

import org.jspecify.annotations.Nullable;

/** The handlers of a bound protocol that are about no packet; what they throw is its breach. */
final class ProtocolHandlers {
    private final ProtocolBinding binding;
    private final @Nullable Protocol protocol;
    private final @Nullable Protocol6 protocol6;

    ProtocolHandlers(
            ProtocolBinding binding, @Nullable Protocol protocol, @Nullable Protocol6 protocol6) {
        this.binding = binding;
        this.protocol = protocol;
        this.protocol6 = protocol6;
    }

    void resetComplete(NdisStatus status) {
        try {
            if (protocol != null) protocol.resetComplete(binding, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }

    void requestComplete(OidRequest request, NdisStatus status) {
        try {
            if (protocol != null) protocol.requestComplete(binding, request, status);
            else if (protocol6 != null) protocol6.requestComplete(binding, request, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }

    void statusComplete() {
        try {
            if (protocol != null) protocol.statusComplete(binding);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }

    void receiveComplete() {
        try {
            if (protocol != null) protocol.receiveComplete(binding);
            else if (protocol6 != null) protocol6.receiveComplete(binding);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }

    void status(StatusIndication indication) {
        StatusIndication told = LinkStates.forVersion(binding.party().version(), indication);
        try {
            if (protocol != null) protocol.status(binding, told);
            else if (protocol6 != null) protocol6.status(binding, told);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }

    void adapterClosed() {
        try {
            if (protocol != null) protocol.closed(binding);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw binding.adapter().threw(binding.name(), null, thrown);
        }
    }
}
