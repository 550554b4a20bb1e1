/**
 * What differs between two templates.
 *
 * <p>In: the values of two templates. Out: the resources about which more cannot be said than that
 * they differ. May know: templates and what says nothing of KMS.
 */
@NullMarked
package io.kmspolicy.inputs.template.change;

import org.jspecify.annotations.NullMarked;
