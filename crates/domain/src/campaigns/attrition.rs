//! Attrition plan.
