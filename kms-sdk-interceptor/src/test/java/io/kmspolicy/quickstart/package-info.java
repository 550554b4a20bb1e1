/** The quickstart: KMS calls that policy forbids stop in the client. */
@NullMarked
package io.kmspolicy.quickstart;

import org.jspecify.annotations.NullMarked;
