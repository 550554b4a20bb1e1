/** The commands that answer questions about permissions. */
@NullMarked
package io.kmspolicy.cli.query;

import org.jspecify.annotations.NullMarked;
