package sluice.rules.nft;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** An expression as it is written, in text or JSON: nothing is known of its type yet. */
sealed interface Ex {
    /** Where it starts. */
    SourcePlace place();

    /** A name, an address, a string: what it means depends on what it is compared with. */
    record Word(SourcePlace place, String text, boolean quoted) implements Ex {}

    /** A number. */
    record Num(SourcePlace place, BigInteger value) implements Ex {
        static Num of(SourcePlace place, long value) {
            return new Num(place, BigInteger.valueOf(value));
        }
    }

    /** {@code base/length}. */
    record Prefix(SourcePlace place, Ex base, int length) implements Ex {}

    /** {@code from-to}. */
    record Range(SourcePlace place, Ex from, Ex to) implements Ex {}

    /** {@code a,b}: bits that are combined. */
    record Multi(SourcePlace place, List<Ex> items) implements Ex {
        public Multi {
            items = List.copyOf(items);
        }
    }

    /** <code>{ a, b }</code>. */
    record Braces(SourcePlace place, List<Ex> items) implements Ex {
        public Braces {
            items = List.copyOf(items);
        }
    }

    /** {@code key : data} within braces. */
    record Pair(SourcePlace place, Ex key, Ex data) implements Ex {}

    /**
     * An element with more than its key.
     *
     * @param timeoutNanos -1 if none is stated
     * @param expiresNanos -1 if none is stated
     */
    record Elem(
            SourcePlace place,
            Ex key,
            long timeoutNanos,
            long expiresNanos,
            String comment,
            List<St> statements)
            implements Ex {
        public Elem {
            statements = List.copyOf(statements);
        }
    }

    /** {@code *}: everything. */
    record Star(SourcePlace place) implements Ex {}

    /** {@code @name}. */
    record SetName(SourcePlace place, String name) implements Ex {}

    /** {@code key map mapping}. */
    record Mapped(SourcePlace place, Ex key, Ex mapping) implements Ex {}

    /**
     * A verdict.
     *
     * @param word accept, drop, continue, return, jump, goto
     */
    record Verdict(SourcePlace place, String word, String chain) implements Ex {}

    /** A field of a header: {@code tcp dport}. */
    record Field(SourcePlace place, String protocol, String name) implements Ex {}

    /** {@code @th,16,16}. */
    record Raw(SourcePlace place, String base, int offsetBits, int lengthBits) implements Ex {}

    /** {@code meta mark}. */
    record MetaOf(SourcePlace place, String key) implements Ex {}

    /** {@code ct original ip saddr}; empty strings for what is not stated. */
    record CtOf(SourcePlace place, String key, String direction, String family) implements Ex {}

    /** {@code fib saddr . iif oif}. */
    record FibOf(SourcePlace place, List<String> flags, String result) implements Ex {
        public FibOf {
            flags = List.copyOf(flags);
        }
    }

    /** {@code rt ip nexthop}. */
    record RouteOf(SourcePlace place, String key, String family) implements Ex {}

    /** {@code socket transparent}. */
    record SocketKey(SourcePlace place, String key) implements Ex {}

    /**
     * {@code osf ttl loose name}.
     *
     * @param ttl loose, skip or empty
     * @param version whether {@code version} is asked for, else {@code name}
     */
    record SystemOf(SourcePlace place, String ttl, boolean version) implements Ex {}

    /** {@code numgen inc mod 3 offset 5}. */
    record Generator(SourcePlace place, boolean random, long modulus, long offset) implements Ex {}

    /** {@code jhash ip saddr mod 2 seed 0x1}; without a value {@code symhash}. */
    record Hash(SourcePlace place, @Nullable Ex value, long modulus, long seed, long offset)
            implements Ex {}

    /**
     * An option of TCP or IPv4, or an extension header of IPv6.
     *
     * @param kind {@code tcp option}, {@code ip option}, {@code exthdr}
     * @param field empty if only its presence is asked for
     */
    record Option(SourcePlace place, String kind, String name, String field) implements Ex {}

    /** {@code tcp option @kind,offset,length}. */
    record RawOption(SourcePlace place, int number, int offsetBits, int lengthBits) implements Ex {}

    /**
     * {@code a & b}.
     *
     * @param sign one of {@code & | ^ << >>}
     */
    record Binary(SourcePlace place, String sign, Ex left, Ex right) implements Ex {}

    /** {@code a . b}. */
    record Concat(SourcePlace place, List<Ex> parts) implements Ex {
        public Concat {
            parts = List.copyOf(parts);
        }
    }

    /** {@code exists} or {@code missing}. */
    record Presence(SourcePlace place, boolean there) implements Ex {}

    /** A word of this spelling. */
    static boolean isWord(@Nullable Ex value, String text) {
        return value instanceof Word word && Objects.equals(word.text(), text);
    }
}
