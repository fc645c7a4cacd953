package sluice.qdisc;

import sluice.netfilter.Skb;
import sluice.time.SeededRandom;

/** What queues ask of the host they stand on. */
public interface QdiscHost {
    /** Time of the run, in nanoseconds. */
    long nowNanos();

    /** Random numbers of the queue of one device. */
    SeededRandom random();

    /** A second packet like this one, at the same place. */
    Skb copy(Skb skb);
}
