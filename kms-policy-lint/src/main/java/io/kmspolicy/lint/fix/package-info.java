/**
 * Finds the smallest statement or grant that lifts one denial, and checks it before it is shown:
 * that it lifts the denial, that it allows nothing else, and that KMS and the linter accept it.
 */
@NullMarked
package io.kmspolicy.lint.fix;

import org.jspecify.annotations.NullMarked;
