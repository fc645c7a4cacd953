package sluice.ndis;

/** What a protocol may do while a binding of its is being undone (ProtocolUnbindAdapter). */
public interface UnbindContext {
    /** NdisCompleteUnbindAdapter, once, if the handler answered PENDING. */
    void complete(NdisStatus status);
}
