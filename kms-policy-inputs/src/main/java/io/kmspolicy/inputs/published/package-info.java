/**
 * What is known of the policies that AWS publishes.
 *
 * <p>In: the ARN or name of a policy. Out: whether it says anything of KMS. May know: nothing.
 */
@NullMarked
package io.kmspolicy.inputs.published;

import org.jspecify.annotations.NullMarked;
