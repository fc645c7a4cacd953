package sluice.ndis;

/** Work that is no driver's, in a class of its own as a stack's is. */
final class FailingStack {
    static final Runnable TASK =
            () -> {
                throw new IllegalStateException("the stack");
            };

    private FailingStack() {}
}
