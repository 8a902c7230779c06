"""AssemblyAI: long recordings in one piece, with speakers and disfluencies."""
