/** What every command has from whoever runs it, and gives back: files, output, an exit status. */
@NullMarked
package io.kmspolicy.cli.io;

import org.jspecify.annotations.NullMarked;
