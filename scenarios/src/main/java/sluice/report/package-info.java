/**
 * What a person or a program reads at the end: tables, figures, colour where a terminal shows it,
 * JSON, and suggestions for misspelt names. Nothing here knows packets or stacks.
 */
@NullMarked
package sluice.report;

import org.jspecify.annotations.NullMarked;
