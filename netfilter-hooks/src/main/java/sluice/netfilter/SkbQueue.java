package sluice.netfilter;

import org.jspecify.annotations.Nullable;

/** First in, first out; links the descriptors themselves, so a packet is in one queue at most. */
public final class SkbQueue {
    private @Nullable Skb first;
    private @Nullable Skb last;
    private int count;

    /** An empty queue. */
    public SkbQueue() {}

    /** Adds at the end. */
    public void addLast(Skb skb) {
        Skb tail = last;
        skb.next = null;
        if (tail == null) first = skb;
        else tail.next = skb;
        last = skb;
        count++;
    }

    /** Puts back at the front. */
    public void addFirst(Skb skb) {
        skb.next = first;
        first = skb;
        if (last == null) last = skb;
        count++;
    }

    /** Takes the first, or null. */
    public @Nullable Skb pollFirst() {
        Skb head = first;
        if (head == null) return null;
        first = head.next;
        if (first == null) last = null;
        head.next = null;
        count--;
        return head;
    }

    /** The first, left where it is, or null. */
    public @Nullable Skb peekFirst() {
        return first;
    }

    /** How many wait. */
    public int count() {
        return count;
    }

    /** Whether none waits. */
    public boolean isEmpty() {
        return count == 0;
    }
}
