package sluice.cli;

/**
 * A picocli command that can be carried out: after parsing it gives the request that its options
 * and parameters add up to.
 */
interface Asking {
    Request request();
}
