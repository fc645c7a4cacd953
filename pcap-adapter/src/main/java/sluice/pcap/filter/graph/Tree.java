package sluice.pcap.filter.graph;

/**
 * A tree that grows from its root outwards and finds common ancestors in logarithmic time, with one
 * jump beside each parent (Myers 1983, "An applicative random-access stack").
 */
final class Tree {
    private final int root;
    private final int[] parent;
    private final int[] jump;
    private final int[] depth;

    /** Room for nodes numbered below {@code capacity}; the root has that number. */
    Tree(int capacity) {
        root = capacity;
        parent = new int[capacity + 1];
        jump = new int[capacity + 1];
        depth = new int[capacity + 1];
        parent[root] = root;
        jump[root] = root;
    }

    int root() {
        return root;
    }

    int parent(int node) {
        return parent[node];
    }

    /** Puts {@code node} under {@code under}, which is in the tree. */
    void add(int node, int under) {
        int far = jump[under];
        boolean doubles = depth[under] - depth[far] == depth[far] - depth[jump[far]];
        parent[node] = under;
        jump[node] = doubles ? jump[far] : under;
        depth[node] = depth[under] + 1;
    }

    /** The innermost node that both are under or are themselves. */
    int common(int left, int right) {
        int a = left;
        int b = right;
        while (depth[a] > depth[b]) a = depth[jump[a]] >= depth[b] ? jump[a] : parent[a];
        while (depth[b] > depth[a]) b = depth[jump[b]] >= depth[a] ? jump[b] : parent[b];
        while (a != b) {
            if (jump[a] != jump[b]) {
                a = jump[a];
                b = jump[b];
            } else {
                a = parent[a];
                b = parent[b];
            }
        }
        return a;
    }
}
