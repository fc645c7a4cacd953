package sluice.rules;

/** What a base chain is for ({@code nft_chain_types}). */
public enum ChainType {
    /** Looks at every packet. */
    FILTER,
    /** Looks at the first packet of a connection. */
    NAT,
    /** Looks at what is sent, and has the route looked up again. */
    ROUTE
}
