//! What a newsroom sees: quotes and furniture.
