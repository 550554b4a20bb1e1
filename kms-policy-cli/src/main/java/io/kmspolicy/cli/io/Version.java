package io.kmspolicy.cli.io;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Provides the version of the program and the date of its catalogue. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(unpacked)");
    return new String[] {
      "kms-policy " + version + ", catalogue of " + KmsCatalogue.bundled().date()
    };
  }
}
