/**
 * Ready programs over the sockets of either stack: echo, discard, character generator, bulk sender
 * and receiver. They run at THREAD level of their host and never wait: what does not fit now is
 * tried again when the stack says that there is room.
 */
@NullMarked
package sluice.service;

import org.jspecify.annotations.NullMarked;
