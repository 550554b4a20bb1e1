/**
 * What the identity policies of a principal give: the pages of the KMS console, and the actions of
 * AWS managed policies.
 *
 * <p>In: identity policies. Out: whether each permission is given. Knows the analysis of statements
 * only, since the console asks other services, too; not exported.
 */
@NullMarked
package io.kmspolicy.analysis.console;

import org.jspecify.annotations.NullMarked;
