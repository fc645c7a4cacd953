package sluice.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of several parts of which each may be an interval. Of those that cover a key the one that
 * was added first is found, as in the kernel's pipapo.
 *
 * <p>The line of one part's values, that in which elements differ most, is cut where an interval
 * begins or ends; each piece knows the elements that cover it. What lies in too many pieces and
 * what was added lately is looked at one after the other.
 *
 * <pre>
 *   elements, in the order of their addition:  0 1 2 3 4 5 6 7 8 | 9 10
 *   pieces of the part:  [0 3) [3 4) [4 9) ...    wide: 2, 7     | late
 *                         0,1   0     3,5
 * </pre>
 */
final class PartIntervals implements SetIndex {
    private static final int LATE_MIN = 32;
    private static final int LATE_SHARE = 64;
    private static final int PIECES_MAX = 64;
    private static final int[] NONE = {};

    private final int[] partOctets;
    private final List<SetElement> elements = new ArrayList<>();
    private int indexed;
    private int partAt;
    private int partLength;
    private byte[][] starts = {};
    private int[][] pieces = {};
    private int[] wide = NONE;

    PartIntervals(SetType type) {
        partOctets = type.partOctets();
    }

    @Override
    public void add(SetElement element) {
        elements.add(element);
        int late = elements.size() - indexed;
        if (late > LATE_MIN && late > elements.size() / LATE_SHARE) index();
    }

    @Override
    public @Nullable SetElement find(byte[] key, int at, int octets, long nowNanos) {
        int[] near = near(key, at);
        int i = 0;
        int j = 0;
        while (i < near.length || j < wide.length) {
            boolean first = j == wide.length || (i < near.length && near[i] < wide[j]);
            SetElement element = elements.get(first ? near[i++] : wide[j++]);
            if (covers(element, key, at) && !element.expired(nowNanos)) return element;
        }
        for (int late = indexed; late < elements.size(); late++) {
            SetElement element = elements.get(late);
            if (covers(element, key, at) && !element.expired(nowNanos)) return element;
        }
        return null;
    }

    /** The elements of the piece that a key lies in. */
    private int[] near(byte[] key, int at) {
        int low = 0;
        int high = starts.length - 1;
        int from = at + partAt;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] start = starts[middle];
            if (Arrays.compareUnsigned(start, 0, partLength, key, from, from + partLength) <= 0)
                low = middle + 1;
            else high = middle - 1;
        }
        return high < 0 ? NONE : pieces[high];
    }

    private boolean covers(SetElement element, byte[] key, int at) {
        int from = 0;
        for (int octets : partOctets) {
            int keyFrom = at + from;
            int keyEnd = keyFrom + octets;
            int end = from + octets;
            if (Arrays.compareUnsigned(element.from(), from, end, key, keyFrom, keyEnd) > 0
                    || Arrays.compareUnsigned(element.to(), from, end, key, keyFrom, keyEnd) < 0)
                return false;
            from += SetType.padded(octets);
        }
        return true;
    }

    // ---- the index -------------------------------------------------------------------------

    private void index() {
        choosePart();
        var cuts = new TreeSet<byte[]>(Arrays::compareUnsigned);
        for (SetElement element : elements) {
            cuts.add(part(element.from()));
            byte[] end = after(part(element.to()));
            if (end != null) cuts.add(end);
        }
        starts = cuts.toArray(byte[][]::new);
        List<List<Integer>> lists = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length; i++) lists.add(new ArrayList<>(1));
        List<Integer> everywhere = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            SetElement element = elements.get(i);
            int first = place(part(element.from()));
            byte[] end = after(part(element.to()));
            int last = end == null ? starts.length : place(end);
            if (last - first > PIECES_MAX) everywhere.add(i);
            else for (int piece = first; piece < last; piece++) lists.get(piece).add(i);
        }
        pieces = lists.stream().map(PartIntervals::array).toArray(int[][]::new);
        wide = array(everywhere);
        indexed = elements.size();
    }

    private void choosePart() {
        int most = -1;
        int at = 0;
        for (int octets : partOctets) {
            Set<Integer> distinct = new HashSet<>();
            for (SetElement element : elements) {
                int hash = HashIndex.hash(element.from(), at, octets);
                distinct.add(31 * hash + HashIndex.hash(element.to(), at, octets));
            }
            if (distinct.size() > most) {
                most = distinct.size();
                partAt = at;
                partLength = octets;
            }
            at += SetType.padded(octets);
        }
    }

    private byte[] part(byte[] key) {
        return Arrays.copyOfRange(key, partAt, partAt + partLength);
    }

    private int place(byte[] start) {
        return Arrays.binarySearch(starts, start, Arrays::compareUnsigned);
    }

    /** The next value, or null behind the last. */
    private static byte @Nullable [] after(byte[] value) {
        for (int i = value.length - 1; i >= 0; i--) {
            if (++value[i] != 0) return value;
        }
        return null;
    }

    private static int[] array(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean overlaps(SetElement element, long nowNanos) {
        return false; // the first that covers a key is found
    }

    @Override
    public void forEach(Consumer<SetElement> consumer) {
        elements.forEach(consumer);
    }
}
