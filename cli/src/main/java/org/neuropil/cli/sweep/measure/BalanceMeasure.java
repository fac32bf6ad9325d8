package org.neuropil.cli.sweep.measure;

import java.util.Locale;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.balance.ClassBalance;
import org.neuropil.analysis.motif.MotifCounter;

/** Structural balance, as {@code neuropil balance} gives it. */
final class BalanceMeasure implements Measure {
  @Override
  public String name() {
    return "balance";
  }

  @Override
  public String description() {
    return "share of balanced loops in four triad classes, eta and pooled";
  }

  @Override
  public void measure(MeasureContext context) {
    Balance balance =
        Balance.of(new MotifCounter(context.threads()).count(Wiring.of(context, name())));
    context.put("eta", balance.eta());
    context.put("pooled", balance.pooled());
    for (ClassBalance one : balance.classes()) {
      String code = one.triad().code().toLowerCase(Locale.ROOT);
      context.put("balanced_" + code, one.balanced());
      context.put("unbalanced_" + code, one.unbalanced());
      context.put("ratio_" + code, one.ratio());
    }
  }
}
