/**
 * What the Serverless Application Model (SAM) makes of a template.
 *
 * <p>In: the value of a template. Out: the same value with the roles that SAM adds. May know: the
 * tree and what is known of published policies.
 */
@NullMarked
package io.kmspolicy.inputs.serverless;

import org.jspecify.annotations.NullMarked;
