package io.kmspolicy.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What a native image needs to know: the catalogue of KMS is read from the class path, and the
 * settings are bound by hand.
 */
final class CatalogueHints implements RuntimeHintsRegistrar {

  static final String CATALOGUE = "io/kmspolicy/model/catalogue/*.json";

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints.resources().registerPattern(CATALOGUE);
    BindableRuntimeHintsRegistrar.forTypes(KmsPolicyProperties.class).registerHints(hints);
  }
}
