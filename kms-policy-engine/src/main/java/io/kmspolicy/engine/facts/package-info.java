/**
 * What is known of a request before AWS sees it: the one derivation of condition keys from the
 * caller, the key, the organization, the operation and what is stated. Every tool that asks a
 * question about a request derives its condition context here, so that the same question has the
 * same answer everywhere.
 *
 * <p>A condition key that nobody states and that does not follow from anything is unknown. A key
 * that is in every request is present with an unknown value (rule 6.11). Absence is stated.
 */
@NullMarked
package io.kmspolicy.engine.facts;

import org.jspecify.annotations.NullMarked;
