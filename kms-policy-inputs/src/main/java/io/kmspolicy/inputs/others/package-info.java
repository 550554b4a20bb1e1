/**
 * What says nothing of KMS.
 *
 * <p>In: a policy or statement, or the ARN or name of a policy of AWS. Out: whether it can matter
 * for KMS. May know: the tree.
 */
@NullMarked
package io.kmspolicy.inputs.others;

import org.jspecify.annotations.NullMarked;
