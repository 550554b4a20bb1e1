/** The commands that answer questions about permissions. */
@NullMarked
package io.kmspolicy.cli.ask;

import org.jspecify.annotations.NullMarked;
