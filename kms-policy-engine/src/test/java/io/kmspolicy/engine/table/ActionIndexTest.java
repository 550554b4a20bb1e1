package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ActionIndexTest {

  @Test
  @DisplayName(
      "Every action of the catalogue has a bit; a 65th action would be decided by the reference")
  void size_catalogue_fitsInOneLong() {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    assertThat(catalogue.actions())
        .as("actions that a bit set of 64 can hold; beyond that, widen ActionBits first")
        .hasSizeLessThan(Long.SIZE);
    assertThat(new ActionIndex(catalogue).size()).isEqualTo(catalogue.actions().size());
  }
}
