package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.inputs.lint.NamedFiles;
import io.kmspolicy.model.text.SafeText;
import java.io.InputStream;
import java.nio.file.Path;

/** The files that a command names, with the progress of reading them on standard error. */
final class FilesOfCommand implements NamedFiles {

  private final CliContext context;
  private final Progress progress;

  FilesOfCommand(CliContext context) {
    this.context = context;
    this.progress = new Progress(context, "files");
  }

  @Override
  public Path resolve(String name) {
    return context.resolve(name);
  }

  @Override
  public InputStream standardInput() {
    return context.in();
  }

  @Override
  public void reading(String name) {
    progress.step(name);
  }

  @Override
  public void cleared() {
    progress.clear();
  }

  @Override
  public void leftOut(String message) {
    progress.clear();
    context.err().println(SafeText.of(message));
  }
}
