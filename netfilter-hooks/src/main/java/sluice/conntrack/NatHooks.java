package sluice.conntrack;

/** What tracking tells address translation, and asks of it ({@code struct nf_nat_hook}). */
public interface NatHooks {
    /** A connection is in the table now. */
    void confirmed(Connection connection);

    /** A connection is out of the table. */
    void deleted(Connection connection);

    /**
     * An expected connection begins: it is translated as its master is ({@code
     * nf_nat_follow_master}).
     */
    void followMaster(Connection connection, Expectation expectation);
}
