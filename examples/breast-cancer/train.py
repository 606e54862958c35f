# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn==1.9.1"]
# ///
"""Train the model of the card `breast-cancer-logistic-regression`, and write its scores to `results.json`.

    pip install scikit-learn==1.9.1
    python examples/breast-cancer/train.py

The data are a part of scikit-learn, so that nothing is downloaded. Seeds are fixed, and numbers are rounded
to four decimals: a second run gives the same file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import sklearn
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SEED = 0
TEST_SHARE = 0.25
FOLDS, REPETITIONS = 10, 10
HYPERPARAMETERS = {"C": 1.0, "solver": "lbfgs", "max_iter": 1000}


def main() -> None:
    """Train on three quarters of the data, score on the rest, and cross-validate on the former."""
    data = load_breast_cancer()
    # In scikit-learn's data 1 is benign; a test for a disease has the disease as its positive class.
    malignant = (data.target == 0).astype(int)
    train, test, train_labels, test_labels = train_test_split(
        data.data, malignant, test_size=TEST_SHARE, stratify=malignant, random_state=SEED
    )
    model = make_pipeline(StandardScaler(), LogisticRegression(**HYPERPARAMETERS))
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPETITIONS, random_state=SEED)
    cross_validated = cross_val_score(model, train, train_labels, cv=folds)

    model.fit(train, train_labels)
    predicted = model.predict(test)
    probability = model.predict_proba(test)[:, 1]
    scores = {
        "acc": accuracy_score(test_labels, predicted),
        "balanced_acc": balanced_accuracy_score(test_labels, predicted),
        "precision": precision_score(test_labels, predicted),
        "recall": recall_score(test_labels, predicted),
        "specificity": recall_score(test_labels, predicted, pos_label=0),
        "roc_auc": roc_auc_score(test_labels, probability),
        "log_loss": log_loss(test_labels, probability),
        "brier_score": brier_score_loss(test_labels, probability),
    }
    coefficients = model.named_steps["logisticregression"].coef_[0]
    results = {
        "scikit-learn": sklearn.__version__,
        "seed": SEED,
        "examples": {"train": len(train), "test": len(test)},
        "malignant": {"train": int(train_labels.sum()), "test": int(test_labels.sum())},
        "hyperparameters": HYPERPARAMETERS,
        "test": {name: round(float(score), 4) for name, score in scores.items()},
        "confusion_matrix": confusion_matrix(test_labels, predicted).tolist(),
        "cross_validation": {
            "folds": FOLDS,
            "repetitions": REPETITIONS,
            "acc": round(float(cross_validated.mean()), 4),
            "standard_deviation": round(float(cross_validated.std()), 4),
        },
        "features": {
            str(name): {
                "range": [float(f"{values.min():.4g}"), float(f"{values.max():.4g}")],
                "coefficient": round(float(weight), 4),
            }
            for name, values, weight in zip(data.feature_names, train.T, coefficients, strict=True)
        },
    }
    text = json.dumps(results, indent=2) + "\n"
    (Path(__file__).parent / "results.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
