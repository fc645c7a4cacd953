/**
 * What the author of a hook sees: the socket buffer, the five hook points with their priorities,
 * verdicts, and the queues that hand packets to user space. Knows no protocol's path: the stack
 * calls {@link sluice.netfilter.HookChain} where the kernel has {@code NF_HOOK}.
 */
@NullMarked
package sluice.netfilter;

import org.jspecify.annotations.NullMarked;
